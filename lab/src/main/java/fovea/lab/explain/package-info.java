/** What a trained network sees: one analysis a class, and a page of them all. */
package fovea.lab.explain;
