/**
 * Prepares images as a recipe asks: loads and holds out, crops, augments, normalises and whitens
 * them, and makes the views that vote when a network is tested.
 */
package fovea.images;
