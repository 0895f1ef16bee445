/** Explanations of trained networks: one class per analysis, and an HTML page of all of them. */
package fovea.lab.explain;
