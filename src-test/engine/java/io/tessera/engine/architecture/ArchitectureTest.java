package io.tessera.engine.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.io.PrintStream;
import java.io.PrintWriter;

/** The floors of the engine, held. */
@AnalyzeClasses(
    packages = {"io.tessera.api", "io.tessera.engine"},
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule knowsNoUserInterface =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "javafx..", "io.tessera.app..", "io.tessera.assets..", "javax.swing..");

  /** Every package is a slice, the root ones too. */
  private static final SliceAssignment PACKAGES =
      new SliceAssignment() {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass c) {
          return SliceIdentifier.of(c.getPackageName());
        }

        @Override
        public String getDescription() {
          return "packages";
        }
      };

  @ArchTest
  static final ArchRule packagesAreFreeOfCycles =
      slices().assignedFrom(PACKAGES).should().beFreeOfCycles();

  @ArchTest
  static final ArchRule theApiKnowsNoNetworks =
      noClasses()
          .that()
          .resideInAPackage("io.tessera.api..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.tessera.engine..", "ai.djl..", "javafx..");

  @ArchTest
  static final ArchRule libtorchIsSeenInOnePackage =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.tessera.engine.torch..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("ai.djl..");

  @ArchTest
  static final ArchRule checkpointsKnowNoTensors =
      noClasses()
          .that()
          .resideInAPackage("..checkpoint..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("..torch..", "..model..");

  @ArchTest
  static final ArchRule samplingKnowsNoPixels =
      noClasses()
          .that()
          .resideInAPackage("..sampling..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("..image..", "..render..");

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
  static final ArchRule imagesAreArraysOnly =
      noClasses()
          .that()
          .resideInAPackage("..image..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("..torch..", "..model..", "..checkpoint..", "..sampling..");
}
