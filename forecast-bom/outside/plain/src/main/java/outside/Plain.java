package outside;

import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.forecast4j.IntervalForecast;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.Persistence;
import org.forecast4j.Shape;
import org.forecast4j.bundle.ForecastBundle;
import org.forecast4j.conformal.SplitConformal;
import org.forecast4j.dl4j.LstmTrainer;

/** The embedded library on the class path. */
public final class Plain {
  private Plain() {}

  /** The forecast after 1, 2, 3, that the trainer of networks is there, and the shipped model. */
  public static void main(String[] arguments) throws IOException {
    Shape shape = new Shape(3, 2);
    List<LabeledPattern> past = new ArrayList<>();
    for (int i = 0; i < 99; i++) {
      Pattern pattern = Pattern.of(0, 0, i);
      LocalDate date = LocalDate.EPOCH.plusDays(i);
      past.add(LabeledPattern.of("past-" + i, date, pattern, i + 1, i - 1));
    }
    IntervalForecast forecast =
        SplitConformal.calibrate(new Persistence(shape), past).forecast(Pattern.of(1, 2, 3), 0.9);
    System.out.println(forecast.point() + " " + forecast.interval());
    System.out.println(LstmTrainer.class.getModule().isNamed() ? "modules" : "class path");
    ForecastBundle shipped = ForecastBundle.loadResource(Plain.class, "/models/nba-halftime");
    System.out.println(shipped.info().name());
  }
}
