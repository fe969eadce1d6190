package io.tessera.app.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.PrintStream;
import java.io.PrintWriter;

/** The studio reaches the engine through its door, and its view models know no controls. */
@AnalyzeClasses(packages = "io.tessera.app", importOptions = ImportOption.DoNotIncludeTests.class)
class AppArchitectureTest {
  @ArchTest
  static final ArchRule packagesAreFreeOfCycles =
      slices().matching("io.tessera.app.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule networksAreTheEnginesOwn =
      noClasses().should().dependOnClassesThat().resideInAnyPackage("ai.djl..");

  /** Training, rehearsals and drawn scenes are done in this process and no other. */
  @ArchTest
  static final ArchRule onlyTheCompositionRootNamesAnEngine =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.tessera.app.local..")
          .and()
          .haveSimpleNameNotStartingWith("TrainCommand")
          .and()
          .haveSimpleNameNotStartingWith("ModelsCommand")
          .and()
          .haveSimpleNameNotStartingWith("ScenesCommand")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.tessera.engine..");

  /** What is written must not depend on the language of the machine: a locale is always named. */
  @ArchTest
  static final ArchRule nothingIsFormattedInTheMachinesLanguage =
      noClasses()
          .should()
          .callMethod(String.class, "formatted", Object[].class)
          .orShould()
          .callMethod(String.class, "format", String.class, Object[].class)
          .orShould()
          .callMethod(String.class, "toLowerCase")
          .orShould()
          .callMethod(String.class, "toUpperCase")
          .orShould()
          .callMethod(PrintStream.class, "printf", String.class, Object[].class)
          .orShould()
          .callMethod(PrintWriter.class, "printf", String.class, Object[].class);

  @ArchTest
  static final ArchRule viewModelsKnowNoControls =
      noClasses()
          .that()
          .haveSimpleNameEndingWith("ViewModel")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("javafx.scene.control..", "javafx.stage..", "javafx.scene.layout..");

  @ArchTest
  static final ArchRule documentsKnowNoScene =
      noClasses()
          .that()
          .resideInAPackage("..document..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("javafx.scene..", "javafx.stage..");

  @ArchTest
  static final ArchRule onlyTheShellOpensWindows =
      noClasses()
          .that()
          .resideOutsideOfPackage("..shell..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("javafx.stage..");
}
