package org.forecast4j.lstm;

/**
 * What one pass over the training examples achieved.
 *
 * @param number from 1
 * @param trainingLoss mean loss over its batches, in standardised units, with dropout
 * @param validationLoss mean loss on the validation examples after it, in standardised units
 * @param validationMae mean absolute error at the end of the horizon on the validation examples, in
 *     the units of the values
 * @param isBest whether its validation loss is the lowest so far
 */
public record TrainingEpoch(
    int number, double trainingLoss, double validationLoss, double validationMae, boolean isBest) {}
