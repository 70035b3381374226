import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Draws what was measured, a panel for each thing, over the same time. */
final class Plot {

  private static final int WIDTH = 860;
  private static final int PANEL = 100;
  private static final int LEFT = 70;
  private static final int RIGHT = 20;
  private static final int HEAD = 26;
  private static final int FOOT = 34;

  private final List<Sample> samples;
  private final StringBuilder out = new StringBuilder();

  private Plot(List<Sample> samples) {
    this.samples = samples;
  }

  /** What is drawn. */
  private record Series(String name, ToDoubleFunction<Sample> value) {}

  private static final List<Series> ALL =
      List.of(
          new Series("heap after collection, MiB", Sample::heap),
          new Series("resident memory, MiB", Sample::resident),
          new Series("threads", Sample::threads),
          new Series("open descriptors", Sample::descriptors),
          new Series("connections to the database", Sample::connections),
          new Series("rows of sessions", Sample::rows),
          new Series("turns completed", Sample::turns));

  /**
   * As SVG.
   *
   * @param title what is seen
   */
  static String svg(List<Sample> samples, String title) {
    return new Plot(samples).draw(title);
  }

  private String draw(String title) {
    int height = 40 + ALL.size() * PANEL + FOOT;
    add("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\"", WIDTH, height);
    add(" font-family=\"sans-serif\" font-size=\"12\">");
    add("<rect width=\"%d\" height=\"%d\" fill=\"#fff\"/>", WIDTH, height);
    add("<text x=\"%d\" y=\"24\" font-size=\"15\">%s</text>", LEFT, title);
    for (int i = 0; i < ALL.size(); i++) {
      panel(ALL.get(i), 40 + i * PANEL);
    }
    minutes(40 + ALL.size() * PANEL);
    return out.append("</svg>\n").toString();
  }

  private void panel(Series series, int top) {
    double most = samples.stream().mapToDouble(series.value()).max().orElse(0);
    double scale = most == 0 ? 1 : most;
    int bottom = top + PANEL - 6;
    int room = PANEL - HEAD;
    add("<text x=\"%d\" y=\"%d\" fill=\"#333\">%s</text>", LEFT, top + 14, series.name());
    add("<path d=\"M%d %dH%d\" stroke=\"#bbb\"/>", LEFT, bottom, WIDTH - RIGHT);
    label(top + HEAD - 2, most);
    label(bottom, 0);
    out.append("<polyline fill=\"none\" stroke=\"#1b6ca8\" stroke-width=\"1.6\" points=\"");
    for (Sample sample : samples) {
      double y = bottom - series.value().applyAsDouble(sample) / scale * (room - 6);
      out.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(sample.second()), y));
    }
    add("\"/>");
  }

  private void label(int y, double value) {
    add(
        "<text x=\"%d\" y=\"%d\" text-anchor=\"end\" fill=\"#777\">%,.0f</text>",
        LEFT - 6, y + 4, value);
  }

  /** The time, with marks where the load began and ended. */
  private void minutes(int y) {
    long last = samples.getLast().second() / 60;
    long step = Math.max(1, last / 6);
    for (long minute = 0; minute <= last; minute += step) {
      add(
          "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\" fill=\"#777\">%d min</text>",
          x(minute * 60), y + 14, minute);
    }
  }

  private double x(long second) {
    long first = samples.getFirst().second();
    double span = Math.max(1, samples.getLast().second() - first);
    return LEFT + (second - first) / span * (WIDTH - LEFT - RIGHT);
  }

  private void add(String form, Object... values) {
    out.append(String.format(Locale.ROOT, form, values)).append('\n');
  }
}
