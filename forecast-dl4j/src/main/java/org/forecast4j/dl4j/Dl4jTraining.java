package org.forecast4j.dl4j;

import java.util.List;
import java.util.function.Consumer;
import org.forecast4j.LabeledPattern;
import org.forecast4j.lstm.LstmSettings;
import org.forecast4j.lstm.LstmTraining;
import org.forecast4j.lstm.TrainedLstm;
import org.forecast4j.lstm.TrainingEpoch;

/** Trains on DL4J what is asked for through {@link LstmTraining}, with {@link LstmTrainer}. */
public final class Dl4jTraining implements LstmTraining {
  /** Makes one; ND4J is started by the first training. */
  public Dl4jTraining() {}

  @Override
  public TrainedLstm train(
      LstmSettings settings,
      List<LabeledPattern> training,
      List<LabeledPattern> validation,
      Consumer<TrainingEpoch> listener) {
    LstmTrainer.Builder builder =
        LstmTrainer.builder()
            .layers(settings.layers())
            .hidden(settings.hidden())
            .learningRate(settings.learningRate(), settings.decay())
            .batch(settings.batch())
            .epochs(settings.maxEpochs(), settings.patience())
            .seed(settings.seed())
            .listener(listener);
    settings.covariates().forEach(builder::covariate);
    return builder.build().train(training, validation);
  }
}
