package io.tessera.app.cli;

import io.tessera.engine.torch.Device;
import io.tessera.engine.training.Training;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tessera train}: trains what a configuration describes. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    description = "Trains a first or second stage.")
final class TrainCommand implements Callable<Integer> {
  private static final Set<String> SHOWN =
      Set.of(
          "crops/s",
          "total_loss",
          "rec_loss",
          "bce_loss",
          "disc_loss",
          "d_weight",
          "loss",
          "accuracy",
          "psnr_db",
          "codebook_used",
          "nll_bits");

  @Parameters(
      index = "0",
      paramLabel = "CONFIG.yaml",
      description = "a model section in the original's schema and a training section")
  private Path config = Path.of("");

  @Option(names = "--resume", description = "go on from the folder's last state")
  private boolean resume;

  @Option(
      names = {"-o", "--out"},
      paramLabel = "DIR",
      description = "folder of the run (default: runs/NAME)")
  private @Nullable Path out;

  @Option(names = "--device", defaultValue = "auto", description = "auto, cpu or cuda:N")
  private String device = "auto";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    Path folder =
        out != null
            ? out
            : Path.of("runs", config.getFileName().toString().replaceFirst("\\.ya?ml$", ""));
    var err = spec.commandLine().getErr();
    ProgressBar bar = ProgressBar.on(err);
    Training training = new Training(config, folder, notice -> tell(bar, notice));
    // Ctrl+C ends the run with its state saved; the process waits for that.
    CountDownLatch ended = new CountDownLatch(1);
    Thread hook =
        new Thread(
            () -> {
              try {
                if (training.stop() && !ended.await(2, TimeUnit.MINUTES)) {
                  spec.commandLine().getErr().println("the state could not be saved in time");
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      training.run(
          resume,
          Device.of(device),
          p -> {
            if (p.measured()) {
              bar.done();
              spec.commandLine().getOut().println("step " + p.step() + ": " + terms(p.terms()));
            } else {
              bar.show(p.step(), p.steps(), p.batchesPerSecond(), terms(p.terms()));
            }
          });
    } finally {
      ended.countDown();
    }
    bar.done();
    spec.commandLine()
        .getOut()
        .println(
            training.isStopped()
                ? "stopped; --resume goes on"
                : "model in " + folder.resolve("model"));
    return 0;
  }

  private void tell(ProgressBar bar, String notice) {
    bar.done();
    spec.commandLine().getErr().println(notice);
  }

  private static String terms(Map<String, Double> terms) {
    return terms.entrySet().stream()
        .filter(e -> SHOWN.contains(e.getKey()))
        .sorted(Map.Entry.comparingByKey())
        .map(e -> String.format(Locale.ROOT, "%s %.4g", e.getKey(), e.getValue()))
        .collect(Collectors.joining("  "));
  }
}
