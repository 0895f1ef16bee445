/**
 * Experiments: recipes that say everything that decides a run, the runs they make, and the figures
 * drawn from them.
 */
package fovea.lab;
