package io.tessera.engine.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The floors of the engine, held. */
@AnalyzeClasses(
    packages = "io.tessera.engine",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule knowsNoUserInterface =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "javafx..", "io.tessera.app..", "io.tessera.assets..", "javax.swing..");

  @ArchTest
  static final ArchRule packagesAreFreeOfCycles =
      slices().matching("io.tessera.engine.(**)").should().beFreeOfCycles();

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

  @ArchTest
  static final ArchRule imagesAreArraysOnly =
      noClasses()
          .that()
          .resideInAPackage("..image..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("..torch..", "..model..", "..checkpoint..", "..sampling..");
}
