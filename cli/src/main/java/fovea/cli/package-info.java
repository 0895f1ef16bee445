/** The {@code fovea} command line, built with picocli: one class per subcommand. */
package fovea.cli;
