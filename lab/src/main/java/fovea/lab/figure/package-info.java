/**
 * Drawing: figures written as SVG and PNG from the same description, charts, animations and
 * colours. Independent of networks.
 */
package fovea.lab.figure;
