package shop;

/** A number of pieces of one article. */
public record OrderLine(String article, int pieces, long centsEach) {

  public OrderLine {
    if (pieces < 1 || centsEach < 0) {
      throw new IllegalArgumentException(pieces + " x " + article + " for " + centsEach + " cents");
    }
  }

  /** What the line costs before any discount. */
  public long cents() {
    return pieces * centsEach;
  }
}
