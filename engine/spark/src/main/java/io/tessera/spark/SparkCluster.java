package io.tessera.spark;

import io.tessera.api.batch.Batch;
import io.tessera.api.batch.Cluster;
import io.tessera.api.batch.LineOutcome;
import io.tessera.api.fault.InputException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.LongAccumulator;

/** Batches on Apache Spark; this process is the driver. */
public final class SparkCluster implements Cluster {
  /** So many tasks at most: a task is a line or some of them, so that a lost one costs little. */
  private static final int MOST_TASKS = 10_000;

  private static final String ON = "; a second run goes on from what is made";

  private static final long SECONDS_BETWEEN_REPORTS = 1;

  @Override
  public Batch.Progress run(Job job, Batch.Listener listener) {
    Path manifest = job.manifest().toAbsolutePath();
    Path out = job.out().toAbsolutePath();
    List<Batch.Line> lines = Batch.lines(manifest, job.shard(), out);
    if (lines.isEmpty()) {
      return Batch.Progress.NONE;
    }
    List<LineOutcome> outcomes;
    try (JavaSparkContext spark = start(job)) {
      LongAccumulator done = spark.sc().longAccumulator("lines");
      int tasks = Math.min(lines.size(), MOST_TASKS);
      try {
        outcomes =
            await(
                spark
                    .parallelize(lines, tasks)
                    .mapPartitions(LinesOfOneTask.of(manifest, out, job.settings(), done))
                    .collectAsync(),
                () -> listener.told(new Batch.Progress(done.value().intValue(), 0, 0)));
      } catch (RuntimeException e) {
        // a master that does not answer stops Spark, which then fails in many ways
        throw spark.sc().isStopped()
            ? new InputException("no cluster answers at " + job.master() + ON, e)
            : e;
      }
    }
    Batch.listFailures(out, job.shard(), outcomes);
    Batch.Progress progress = Batch.Progress.NONE;
    for (LineOutcome outcome : outcomes) {
      progress = progress.after(outcome);
    }
    return progress;
  }

  private static List<LineOutcome> await(
      JavaFutureAction<List<LineOutcome>> action, Runnable meanwhile) {
    try {
      while (true) {
        try {
          return action.get(SECONDS_BETWEEN_REPORTS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
          meanwhile.run();
        }
      }
    } catch (ExecutionException e) {
      throw new InputException(
          "the cluster gave the batch up" + ON + ": " + firstLine(e.getCause()), e);
    } catch (InterruptedException e) {
      action.cancel(true);
      Thread.currentThread().interrupt();
      throw new InputException("the batch was stopped" + ON, e);
    }
  }

  private static String firstLine(Throwable e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  /** Ours, below what the system's properties and the user's options say. */
  private static SparkConf configuration(Job job) {
    SparkConf conf =
        new SparkConf()
            .setAppName("tessera batch")
            .setIfMissing("spark.ui.enabled", "false")
            // libtorch is loaded by one class loader of a process, so no --jars
            .setIfMissing("spark.executor.extraClassPath", System.getProperty("java.class.path"))
            .setIfMissing(
                "spark.executor.extraJavaOptions",
                "--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow")
            .setIfMissing("spark.task.maxFailures", "8")
            .setMaster(job.master());
    if (job.master().startsWith("local-cluster")) {
      // its workers look for an installation in $SPARK_HOME, and cannot tell which Scala an empty
      // one is for
      conf.setIfMissing("spark.executorEnv.SPARK_SCALA_VERSION", "2.13");
    }
    job.options().forEach(conf::set);
    return conf;
  }

  /**
   * @throws InputException for whatever Spark throws: it declares nothing, and throws checked ones
   */
  private static JavaSparkContext start(Job job) {
    try {
      return new JavaSparkContext(configuration(job));
    } catch (Exception e) {
      throw new InputException(
          "Spark cannot start with --master " + job.master() + ": " + firstLine(e), e);
    }
  }
}
