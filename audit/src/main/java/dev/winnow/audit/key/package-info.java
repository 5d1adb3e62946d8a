/** Key material of an audit chain: root keys, chain keys and how they are derived. Pure. */
@NullMarked
package dev.winnow.audit.key;

import org.jspecify.annotations.NullMarked;
