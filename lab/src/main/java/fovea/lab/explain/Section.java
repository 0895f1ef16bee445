package fovea.lab.explain;

import fovea.lab.figure.Figure;

/**
 * A figure of the page.
 *
 * @param file the name of its files, without their endings
 * @param heading what it shows
 * @param caption how to read it, and the numbers behind it
 * @param figure the drawing
 */
record Section(String file, String heading, String caption, Figure figure) {}
