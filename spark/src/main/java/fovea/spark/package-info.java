/**
 * The machines of an Apache Spark cluster: ladders, one training on many of them, and inference.
 */
package fovea.spark;
