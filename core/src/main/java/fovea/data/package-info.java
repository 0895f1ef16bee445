/**
 * Data sets and preprocessing: fetching, caching and decoding of images, transforms and
 * augmentation, and the loader that prefetches batches.
 */
package fovea.data;
