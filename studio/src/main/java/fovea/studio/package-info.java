/** The studio: a local web server, and the page that it serves. */
package fovea.studio;
