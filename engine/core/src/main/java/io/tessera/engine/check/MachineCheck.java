package io.tessera.engine.check;

import io.tessera.api.CheckReport;
import io.tessera.api.CheckReport.Result;
import io.tessera.engine.torch.Device;
import io.tessera.engine.torch.KernelFamily;
import io.tessera.engine.torch.Kernels;
import io.tessera.engine.torch.PrecisionChoice;
import io.tessera.engine.torch.Processor;
import io.tessera.engine.torch.Torch;
import io.tessera.engine.torch.Verdict;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** Checks kernels at length, networks against the original's numbers, and a step of training. */
public final class MachineCheck {
  /** Shapes at random for every kind of kernel. */
  private static final int SHAPES = 40;

  private final Path original;
  private final int threads;
  private final Consumer<String> progress;

  /**
   * @param original folder of a model with numbers that the original code made with it
   * @param progress takes lines about what is being done
   */
  public MachineCheck(Path original, int threads, Consumer<String> progress) {
    this.original = original;
    this.threads = threads;
    this.progress = progress;
  }

  /** Takes some seconds; on the engine's thread. */
  public CheckReport run() {
    List<Result> results = new ArrayList<>();
    progress.accept("kernels");
    Kernels kernels = Kernels.checkedAgain(SHAPES);
    for (KernelFamily family : KernelFamily.values()) {
      Verdict v = kernels.verdicts().getOrDefault(family, new Verdict(Double.NaN, "not checked"));
      String detail =
          String.format(Locale.ROOT, "largest difference %.2g of what it may be", v.difference());
      results.add(
          new Result(
              family.title(),
              v.isRight(),
              family == KernelFamily.LINEAR_F32,
              v.isRight() ? detail : detail + "; " + v.detail()));
    }
    progress.accept("networks against the original's numbers");
    results.addAll(new OriginalNumbers(original).compare());
    progress.accept("a step of training");
    results.add(TrainingStep.repeated());
    Processor processor = Processor.here();
    return new CheckReport(
        processor.name() + " (" + processor.model() + ")",
        processor.instructionSets(),
        Torch.heldTo(),
        threads,
        Torch.version(),
        PrecisionChoice.fastest(Device.CPU).id(),
        results,
        kernels.avoided());
  }
}
