/** The tenant's task: candidates, verdicts and model notes to decisions, in one transaction with their audit entries. */
@NullMarked
package dev.winnow.topology.decide;

import org.jspecify.annotations.NullMarked;
