/** What an engine can be asked for, wherever it works: interfaces and values, no networks. */
@NullMarked
package io.tessera.api;

import org.jspecify.annotations.NullMarked;
