package shop;

import java.util.Arrays;

/** Tests of order prices, with nothing but the JDK. */
final class OrderTest {

  private int passed;
  private int failed;

  public static void main(String[] args) {
    var tests = new OrderTest();
    tests.run();
    System.out.println(tests.passed + " passed, " + tests.failed + " failed");
    System.exit(tests.failed == 0 ? 0 : 1);
  }

  private void run() {
    check("an order without lines costs nothing", 0, order().total());
    check("lines are added up", 35_97, order(line(2, 4_99), line(1, 25_99)).total());
    check("below 50.00 there is no discount", 0, order(line(1, 49_99)).discount());
    check("from 50.00 on it is 5 %", 2_50, order(line(1, 50_00)).discount());
    check("from 100.00 on it is 10 %", 10_00, order(line(4, 25_00)).discount());
    check("cents count for the discount", 2_97, order(line(3, 19_80)).discount());
    check("the customer pays the rest", 107_91, order(line(1, 119_90)).total());
  }

  private static Order order(OrderLine... lines) {
    return new Order(Arrays.asList(lines));
  }

  private static OrderLine line(int pieces, long centsEach) {
    return new OrderLine("mug", pieces, centsEach);
  }

  private void check(String claim, long expected, long actual) {
    if (expected == actual) {
      passed++;
      System.out.println("PASS " + claim);
    } else {
      failed++;
      System.out.println("FAIL " + claim + ": expected " + expected + ", was " + actual);
    }
  }
}
