/**
 * Analysis of training runs: comparisons of runs, explanations of trained networks, measurements
 * and figures.
 */
package fovea.lab;
