package fovea.engine;

/**
 * The precision in which an engine trains a network fastest.
 *
 * @param precision the precision
 * @param reason the reason, for users
 */
public record PrecisionChoice(Precision precision, String reason) {}
