package dev.agentruntime.bootstrap;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import dev.agentruntime.application.output.KnownSecrets;
import dev.agentruntime.bootstrap.ServerSettings.LogFormat;
import dev.agentruntime.http.HttpParts;
import java.util.Locale;
import org.slf4j.LoggerFactory;

/**
 * Logs warnings to standard error. Found by Logback itself; in code, because reading a file for it
 * costs more than half a second at every start.
 */
public final class Logging extends ContextAwareBase implements Configurator {

  private static final String STDERR = "stderr";
  private static final String OURS = "dev.agentruntime";

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    var encoder = new MaskingEncoder();
    encoder.setPattern("%d{HH:mm:ss.SSS} %-5level %logger{24}: %msg%n%ex");
    Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.WARN);
    root.addAppender(appender(context, encoder));
    // It tells of left-over files that another process was faster to remove; what matters it
    // throws.
    context.getLogger("org.sqlite.SQLiteJDBCLoader").setLevel(Level.OFF);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  private static ConsoleAppender<ILoggingEvent> appender(
      LoggerContext context, Encoder<ILoggingEvent> encoder) {
    encoder.setContext(context);
    encoder.start();
    var appender = new ConsoleAppender<ILoggingEvent>();
    appender.setContext(context);
    appender.setName(STDERR);
    appender.setTarget("System.err");
    appender.setEncoder(encoder);
    appender.start();
    return appender;
  }

  private static LoggerContext context() {
    return (LoggerContext) LoggerFactory.getILoggerFactory();
  }

  /** From now on these stand in no line. */
  static void mask(KnownSecrets secrets) {
    MaskingEncoder.mask(secrets);
  }

  /** Logs what happens inside, too. */
  static void verbose() {
    context().getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.INFO);
    context().getLogger(OURS).setLevel(Level.DEBUG);
  }

  /** Logs as a server does: a line for each request, with its trace. */
  static HttpParts.LogLevel serve(ServerSettings.LogSettings settings) {
    LoggerContext context = context();
    Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.detachAppender(STDERR);
    root.addAppender(appender(context, encoder(settings.format())));
    // It warns of every request that is too large, and logs before it throws.
    context.getLogger("io.javalin").setLevel(Level.OFF);
    // They warn with what a caller wrote, who needs no key for that.
    context.getLogger("org.eclipse.jetty.http").setLevel(Level.ERROR);
    context.getLogger("org.eclipse.jetty.util.HostPort").setLevel(Level.ERROR);
    var level = new OwnLevel();
    if (context.getLogger(OURS).getLevel() == null) {
      level.set(settings.level().name().toLowerCase(Locale.ROOT));
    }
    return level;
  }

  private static Encoder<ILoggingEvent> encoder(LogFormat format) {
    return switch (format) {
      case JSON -> new JsonLineEncoder();
      case TEXT -> {
        var encoder = new MaskingEncoder();
        encoder.setPattern(
            "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %logger{24}: %msg %kvp"
                + " [%X{trace_id:--}]%n%ex");
        yield encoder;
      }
    };
  }

  /** The level of what this program logs; libraries keep theirs. */
  private static final class OwnLevel implements HttpParts.LogLevel {

    @Override
    public String get() {
      return context().getLogger(OURS).getEffectiveLevel().toString().toLowerCase(Locale.ROOT);
    }

    @Override
    public void set(String level) {
      context().getLogger(OURS).setLevel(Level.toLevel(level));
    }
  }
}
