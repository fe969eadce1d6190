package io.tessera.api.batch;

import io.tessera.api.EngineSettings;
import io.tessera.api.fault.InputException;
import java.nio.file.Path;
import java.util.Map;

/** Machines that share a batch; found as a service, because not every installation has one. */
public interface Cluster {
  /**
   * @param manifest file of requests, at the same path on every machine
   * @param out folder of the results, at the same path on every machine
   * @param settings of the engine on each machine
   * @param master address of the cluster, such as {@code spark://host:7077} or {@code local[2]}
   * @param options further settings of the cluster, by their names
   */
  record Job(
      Path manifest,
      Path out,
      Shard shard,
      EngineSettings settings,
      String master,
      Map<String, String> options) {
    public Job {
      options = Map.copyOf(options);
    }
  }

  /**
   * Works through a manifest as {@link Batch#run} does.
   *
   * @throws InputException if the manifest cannot be read, the folder cannot be written, or there
   *     is no such cluster
   */
  Batch.Progress run(Job job, Batch.Listener listener);
}
