package fovea.lab.explain;

import fovea.lab.figure.Figure;

/**
 * A section of the page: a figure with heading and caption.
 *
 * @param file name of the figure's files, without extension
 * @param heading the heading
 * @param caption how to read the figure, with its numbers
 * @param figure the figure
 */
record Section(String file, String heading, String caption, Figure figure) {}
