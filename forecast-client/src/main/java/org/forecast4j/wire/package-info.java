/**
 * The JSON of the hosted API as immutable records, shared by both sides. Every message has a {@code
 * CODEC}. Fields nobody knows are kept, fields that are absent are empty, so that old and new sides
 * understand each other.
 */
@NullMarked
package org.forecast4j.wire;

import org.jspecify.annotations.NullMarked;
