package org.facemargin.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.facemargin.core.Decimals;
import org.facemargin.core.Named;
import org.facemargin.core.PlugInFamily;
import org.junit.jupiter.api.Test;

/** The arrows between modules, and the house rules a machine can hold. */
class ArchitectureTest {

  private static final String BASE = "org.facemargin.";

  /** Fewer classes than this means that the rules looked at nothing. */
  private static final int CLASSES_AT_LEAST = 400;

  /** Module by module, what it may depend on beside itself and {@code core}. */
  private static final Map<String, Set<String>> ARROWS =
      Map.ofEntries(
          Map.entry("core", Set.of()),
          Map.entry("files", Set.of()),
          Map.entry("margins", Set.of()),
          Map.entry("metrics", Set.of()),
          Map.entry("report", Set.of("files", "metrics")),
          Map.entry("faces", Set.of("files")),
          Map.entry("backbones", Set.of("files")),
          Map.entry("training", Set.of("files", "margins", "backbones")),
          Map.entry("evaluation", Set.of("files", "metrics", "report", "faces")),
          Map.entry("cuda", Set.of("files", "margins")),
          Map.entry(
              "experiments",
              Set.of(
                  "files",
                  "margins",
                  "metrics",
                  "report",
                  "faces",
                  "backbones",
                  "training",
                  "evaluation")),
          Map.entry(
              "cli",
              Set.of(
                  "files",
                  "margins",
                  "metrics",
                  "report",
                  "faces",
                  "backbones",
                  "training",
                  "evaluation",
                  "experiments")));

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("org.facemargin");

  @Test
  void theRulesSawTheProduct() {
    assertThat(CLASSES.size()).isGreaterThan(CLASSES_AT_LEAST);
  }

  @Test
  void modulesDependOnlyAlongTheArrows() {
    Set<String> all = ARROWS.keySet();
    ARROWS.forEach(
        (module, allowed) -> {
          Set<String> forbidden = new TreeSet<>(all);
          forbidden.removeAll(allowed);
          forbidden.remove(module);
          forbidden.remove("core");
          noClasses()
              .that()
              .resideInAPackage(BASE + module + "..")
              .should()
              .dependOnClassesThat()
              .resideInAnyPackage(
                  forbidden.stream().map(other -> BASE + other + "..").toArray(String[]::new))
              .allowEmptyShould(true)
              .check(CLASSES);
        });
  }

  @Test
  void noTwoPackagesFormACircle() {
    slices().matching("org.facemargin.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  /** Java's own way from a text to a number takes 0.5f, 0x1p3 and blanks: there is another. */
  @Test
  void numbersAreReadInOnePlace() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName(Decimals.class.getName())
        .should()
        .callMethod(Double.class, "parseDouble", String.class)
        .orShould()
        .callMethod(Float.class, "parseFloat", String.class)
        .orShould()
        .callMethod(Double.class, "valueOf", String.class)
        .orShould()
        .callMethod(Float.class, "valueOf", String.class)
        .check(CLASSES);
  }

  @Test
  void everyModuleHasArrows() {
    Set<String> modules =
        CLASSES.stream()
            .map(type -> type.getPackageName().substring(BASE.length()).split("\\.")[0])
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(ARROWS.keySet()).containsAll(modules);
  }

  @Test
  void pureModulesKnowNoNd4j() {
    noClasses()
        .that()
        .resideInAnyPackage(
            BASE + "core..",
            BASE + "files..",
            BASE + "margins..",
            BASE + "metrics..",
            BASE + "report..",
            BASE + "faces..",
            BASE + "evaluation..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.nd4j..", "org.deeplearning4j..")
        .check(CLASSES);
  }

  @Test
  void coreKnowsTheJdkAlone() {
    noClasses()
        .that()
        .resideInAPackage(BASE + "core..")
        .should()
        .dependOnClassesThat()
        .resideOutsideOfPackages("java..", BASE + "core..")
        .check(CLASSES);
  }

  @Test
  void onlyTheCommandLinePrintsOrExits() {
    noClasses()
        .that()
        .resideOutsideOfPackages(BASE + "cli..", BASE + "benchmarks..")
        .and()
        // It keeps SameDiff, which prints without a switch, from printing.
        .doNotHaveFullyQualifiedName(BASE + "training.heads.QuietDifferentiation")
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .orShould()
        .callMethod(System.class, "exit", int.class)
        .check(CLASSES);
  }

  @Test
  void namesSayWhatThingsAre() {
    noClasses().should().haveNameMatching(".*(Util|Utils|Helper|Manager|Impl)$").check(CLASSES);
  }

  @Test
  void everyPluginIsRegistered() {
    List<JavaClass> interfaces =
        CLASSES.stream()
            .filter(JavaClass::isInterface)
            .filter(
                type ->
                    type.isAssignableTo(Named.class)
                        || type.isEquivalentTo(Subcommand.class)
                        || type.isEquivalentTo(PlugInFamily.class))
            .filter(type -> !type.isEquivalentTo(Named.class))
            .filter(type -> type.getAllSubclasses().stream().noneMatch(JavaClass::isInterface))
            .toList();
    assertThat(interfaces).isNotEmpty();
    for (JavaClass type : interfaces) {
      Set<String> concrete =
          CLASSES.stream()
              .filter(candidate -> candidate.isAssignableTo(type.getFullName()))
              .filter(candidate -> !candidate.isInterface())
              .filter(candidate -> !candidate.getModifiers().contains(JavaModifier.ABSTRACT))
              .filter(candidate -> candidate.isTopLevelClass())
              .map(JavaClass::getFullName)
              .collect(Collectors.toCollection(TreeSet::new));
      Set<String> registered =
          ServiceLoader.load(type.reflect()).stream()
              .map(provider -> provider.type().getName())
              .collect(Collectors.toCollection(TreeSet::new));
      assertThat(registered)
          .as("registered implementations of %s", type.getName())
          .containsAll(concrete);
    }
  }
}
