/**
 * Images in, batches out: data sets and how they reach this machine, transforms, and the loader
 * that fills batches ahead of the engine.
 */
package fovea.data;
