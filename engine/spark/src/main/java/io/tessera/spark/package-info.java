/**
 * Batches on an Apache Spark cluster. The driver shares out the lines of a manifest; each executor
 * makes its lines with an engine of its own and writes the results into the shared folder.
 */
@NullMarked
package io.tessera.spark;

import org.jspecify.annotations.NullMarked;
