import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * How fast something grows, by Theil and Sen: the median of the slopes between all pairs, which a
 * few wild values do not move, with the interval that has it with a probability of 95 %.
 *
 * @param slope in an hour
 */
record Trend(double slope, double least, double most) {

  private static final double HOUR = 3600;
  private static final double NORMAL_95 = 1.96;

  static Trend of(List<Sample> samples, ToDoubleFunction<Sample> value) {
    var slopes = new ArrayList<Double>();
    for (int i = 0; i < samples.size(); i++) {
      for (int j = i + 1; j < samples.size(); j++) {
        double time = samples.get(j).second() - samples.get(i).second();
        double more = value.applyAsDouble(samples.get(j)) - value.applyAsDouble(samples.get(i));
        slopes.add(more / time * HOUR);
      }
    }
    Collections.sort(slopes);
    double n = samples.size();
    // The deviation of Kendall's sum of signs says how far from the middle the interval's ends are.
    double half = NORMAL_95 * Math.sqrt(n * (n - 1) * (2 * n + 5) / 18) / 2;
    double middle = (slopes.size() - 1) / 2.0;
    return new Trend(
        (slopes.get((int) Math.floor(middle)) + slopes.get((int) Math.ceil(middle))) / 2,
        slopes.get((int) Math.max(0, Math.floor(middle - half))),
        slopes.get((int) Math.min(slopes.size() - 1, Math.ceil(middle + half))));
  }

  /** Whether it may be that it does not grow, or so slowly that nobody minds. */
  boolean isFlat(double bearable) {
    return least <= 0 || slope < bearable;
  }
}
