package io.tessera.spark;

import io.tessera.api.Engine;
import io.tessera.api.EngineSettings;
import io.tessera.api.batch.Batch;
import io.tessera.api.batch.LineOutcome;
import io.tessera.api.batch.LineWork;
import io.tessera.api.batch.Manifest;
import io.tessera.assets.Assets;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.resource.ResourceInformation;
import org.apache.spark.util.LongAccumulator;

/**
 * What a task does on an executor. It travels there, so it holds texts and numbers only.
 *
 * @param done counts lines, for the bar of the driver; a task that is tried again counts again
 */
record LinesOfOneTask(
    String manifest,
    String out,
    String device,
    String precision,
    int threads,
    long memory,
    List<String> modelFolders,
    LongAccumulator done)
    implements FlatMapFunction<Iterator<Batch.Line>, LineOutcome> {

  static LinesOfOneTask of(Path manifest, Path out, EngineSettings s, LongAccumulator done) {
    List<String> folders =
        new ArrayList<>(s.modelFolders().stream().map(f -> f.toAbsolutePath().toString()).toList());
    return new LinesOfOneTask(
        manifest.toString(),
        out.toString(),
        s.device(),
        s.precision(),
        s.threads(),
        s.memory(),
        folders,
        done);
  }

  @Override
  public Iterator<LineOutcome> call(Iterator<Batch.Line> lines) throws IOException {
    Engine engine = ExecutorEngine.of(settings());
    Path folder = Path.of(manifest).getParent();
    LineWork work =
        new LineWork(
            engine,
            new Manifest(
                folder, engine, input -> Assets.layoutFile(input, Optional.empty(), told -> {})),
            Path.of(out));
    List<LineOutcome> outcomes = new ArrayList<>();
    while (lines.hasNext()) {
      Batch.Line line = lines.next();
      outcomes.add(work.run(line.text(), line.number()));
      done.add(1);
    }
    return outcomes.iterator();
  }

  private EngineSettings settings() {
    List<Path> folders = modelFolders.stream().map(Path::of).toList();
    return new EngineSettings(gpu(), precision, threads, memory, folders);
  }

  /** The GPU that Spark gave to this task, where it gives any. */
  private String gpu() {
    TaskContext task = TaskContext.get();
    ResourceInformation gpus =
        task == null ? null : task.resourcesJMap().get("gpu"); // spark.task.resource.gpu.amount
    boolean given = gpus != null && gpus.addresses().length > 0;
    return given && device.equals("auto") ? "cuda:" + gpus.addresses()[0] : device;
  }
}
