package org.forecast4j;

/**
 * A past example that looked like the pattern a forecast was asked for.
 *
 * @param index its place in the database, from 0
 * @param distance how far it lies from the pattern, in the units of the chosen distance
 * @param weight the share it has in the forecast; the weights of all neighbours sum to 1
 * @param example what was observed then, and what followed
 */
public record Analog(int index, double distance, double weight, LabeledPattern example) {}
