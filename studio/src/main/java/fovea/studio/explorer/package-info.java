/** What trained networks see: their answers to single images, and their mistakes. */
package fovea.studio.explorer;
