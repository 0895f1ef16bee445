/** A class that Deeplearning4j looks for and does not have. */
package org.nd4j.nativeblas;
