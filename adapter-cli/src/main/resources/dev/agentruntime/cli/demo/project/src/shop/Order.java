package shop;

import java.util.List;

/** What a customer orders. */
public record Order(List<OrderLine> lines) {

  public Order {
    lines = List.copyOf(lines);
  }

  /** The sum of the lines. */
  public long sum() {
    return lines.stream().mapToLong(OrderLine::cents).sum();
  }

  /** What the customer saves. */
  public long discount() {
    return DiscountTable.current().of(sum()).on(sum());
  }

  /** What the customer pays. */
  public long total() {
    return sum() - discount();
  }
}
