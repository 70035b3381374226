package dev.agentruntime.application.event;

import dev.agentruntime.application.port.ReadModel;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.function.BiFunction;

/** Reads that a test gets in the way of. */
public final class TroubledReads {

  private TroubledReads() {}

  /**
   * Reads whose answers go through the test's hands.
   *
   * @param change knows the name of the read; makes something else of the answer, or fails
   */
  public static ReadModel of(ReadModel real, BiFunction<String, Object, Object> change) {
    return (ReadModel)
        Proxy.newProxyInstance(
            ReadModel.class.getClassLoader(),
            new Class<?>[] {ReadModel.class},
            (proxy, called, arguments) -> {
              try {
                return change.apply(called.getName(), called.invoke(real, arguments));
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
