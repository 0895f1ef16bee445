/** A shim for a class that Deeplearning4j looks up by a name that no longer exists. */
package org.nd4j.nativeblas;
