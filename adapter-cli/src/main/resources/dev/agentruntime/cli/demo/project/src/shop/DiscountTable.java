package shop;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Which discount a sum earns. */
public final class DiscountTable {

  private final NavigableMap<Long, Discount> from;

  private DiscountTable(Map<Long, Discount> from) {
    this.from = new TreeMap<>(from);
  }

  /** The discounts in force. */
  public static DiscountTable current() {
    return new DiscountTable(
        Map.of(0L, Discount.NONE, 50_00L, new Discount(5), 100_00L, new Discount(10)));
  }

  /** The discount for a sum in cents. */
  public Discount of(long cents) {
    return from.floorEntry(cents).getValue();
  }
}
