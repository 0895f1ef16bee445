package fovea.engine;

/**
 * The precision in which an engine trains a network fastest.
 *
 * @param precision the precision
 * @param reason why, to be shown to a user
 */
public record PrecisionChoice(Precision precision, String reason) {}
