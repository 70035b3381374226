package dev.agentruntime.arch;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.function.Predicate;

/**
 * Who may make the values that allow a tool to run. A call through a method reference counts as a
 * call.
 */
final class Capabilities {
  /** The package that makes them. */
  static final String HOME = "domain.approval";

  /** Holding one of these, or a subtype, is the permission. */
  static final List<String> GUARDED = List.of("AuthorizedCall", "Verdict");

  /** Made directly, it could hold a decision that nobody took, and the gate would believe it. */
  static final String APPROVAL = "Approval";

  /** Reads back what was recorded; the one such place outside of the database's adapter. */
  private static final String RECORD_READER = "application.event.ApprovalJson";

  /** A method so named gives life to stored state and checks nothing. */
  private static final String RESTORE = "restore";

  private Capabilities() {}

  static ArchRule only_the_approval_package_makes_them(String base) {
    return rule(
        "constructors and factories of " + GUARDED + " are called only in " + HOME,
        target -> makesGuarded(base, target),
        caller -> isHome(base, caller));
  }

  static ArchRule only_persistence_mappers_restore_them(String base) {
    return rule(
        "stored approvals are restored only by mappers of the database",
        target -> isHome(base, target.getOwner()) && restores(target),
        caller -> isHome(base, caller) || isMapper(base, caller));
  }

  private static boolean isHome(String base, JavaClass type) {
    return type.getPackageName().equals(base + "." + HOME);
  }

  private static boolean isMapper(String base, JavaClass type) {
    return type.getName().equals(base + "." + RECORD_READER)
        || (type.getPackageName().equals(Layer.JDBI.packageUnder(base))
            && type.getSimpleName().matches(".*(Mapper|Mapping)"));
  }

  private static boolean restores(JavaCodeUnit target) {
    return target.getName().startsWith(RESTORE)
        || (target instanceof JavaConstructor
            && target.getOwner().getSimpleName().equals(APPROVAL));
  }

  private static boolean makesGuarded(String base, JavaCodeUnit target) {
    if (!isHome(base, target.getOwner()) || target.getName().startsWith(RESTORE)) {
      return false;
    }
    if (target instanceof JavaConstructor) {
      return isGuarded(base, target.getOwner());
    }
    return target.getModifiers().contains(JavaModifier.STATIC)
        && isGuarded(base, target.getRawReturnType());
  }

  private static boolean isGuarded(String base, JavaClass type) {
    return GUARDED.stream().anyMatch(name -> type.isAssignableTo(base + "." + HOME + "." + name));
  }

  private static ArchRule rule(
      String description, Predicate<JavaCodeUnit> guarded, Predicate<JavaClass> mayCall) {
    return classes()
        .should(
            new ArchCondition<JavaClass>("respect that " + description) {
              @Override
              public void check(JavaClass caller, ConditionEvents events) {
                if (mayCall.test(caller)) {
                  return;
                }
                for (JavaAccess<?> access : caller.getAccessesFromSelf()) {
                  if (access.getTarget() instanceof CodeUnitAccessTarget target
                      && target.resolveMember().filter(guarded).isPresent()) {
                    events.add(SimpleConditionEvent.violated(caller, access.getDescription()));
                  }
                }
              }
            });
  }
}
