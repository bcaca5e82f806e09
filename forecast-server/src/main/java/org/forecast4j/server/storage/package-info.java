/**
 * Files that only grow and lose nothing that was acknowledged: {@link
 * org.forecast4j.server.storage.RecordFile}.
 */
@NullMarked
package org.forecast4j.server.storage;

import org.jspecify.annotations.NullMarked;
