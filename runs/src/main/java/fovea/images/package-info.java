/**
 * Image preprocessing for recipes: loading and holdout, cropping, augmentation, normalisation,
 * whitening, and the views of test-time augmentation.
 */
package fovea.images;
