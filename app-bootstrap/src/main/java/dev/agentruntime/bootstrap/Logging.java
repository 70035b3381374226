package dev.agentruntime.bootstrap;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAwareBase;
import dev.agentruntime.application.output.KnownSecrets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs warnings to standard error. Found by Logback itself; in code, because reading a file for it
 * costs more than half a second at every start.
 */
public final class Logging extends ContextAwareBase implements Configurator {

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    var encoder = new MaskingEncoder();
    encoder.setContext(context);
    encoder.setPattern("%d{HH:mm:ss.SSS} %-5level %logger{24}: %msg%n%ex");
    encoder.start();
    var appender = new ConsoleAppender<ILoggingEvent>();
    appender.setContext(context);
    appender.setName("stderr");
    appender.setTarget("System.err");
    appender.setEncoder(encoder);
    appender.start();
    var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.WARN);
    root.addAppender(appender);
    // It tells of left-over files that another process was faster to remove; what matters it
    // throws.
    context.getLogger("org.sqlite.SQLiteJDBCLoader").setLevel(Level.OFF);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  /** From now on these stand in no line. */
  static void mask(KnownSecrets secrets) {
    MaskingEncoder.mask(secrets);
  }

  /** Logs what happens inside, too. */
  static void verbose() {
    var context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.INFO);
    context.getLogger("dev.agentruntime").setLevel(Level.DEBUG);
  }
}
