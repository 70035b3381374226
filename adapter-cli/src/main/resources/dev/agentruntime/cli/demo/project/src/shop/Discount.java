package shop;

/** A part of a sum that the customer saves. */
public record Discount(int percent) {

  /** Nothing is saved. */
  public static final Discount NONE = new Discount(0);

  public Discount {
    if (percent < 0 || percent > 100) {
      throw new IllegalArgumentException("a discount of " + percent + " %");
    }
  }

  /** The cents saved on a sum. */
  public long on(long cents) {
    return cents / 100 * percent;
  }
}
