#pragma once

#include <cstddef>

#include "anqa/cell/limits.hpp"
#include "anqa/otp/child_spec.hpp"

/// Children that run in an operating-system process of their own, a cell, under the same supervisor and with
/// the same calls, links, monitors and names:
///
///     child<Thumbnailer>({.quality = 80}).in_cell({.memory = 256_MiB, .cpu = 2s})
///
/// A segmentation fault, an abort, an endless loop or a `kill -9` in it is an exit reason that its supervisor
/// handles like any other. The cell is a new process of the same program: it has run the constructors of
/// static objects but not main(), so it knows nothing that main() has set up, and no process but its own;
/// what it needs comes as constructor arguments and messages, which are copied through a binary codec
/// (anqa::Wire). On a scheduler without sockets, the deterministic one of tests, the child runs as an
/// ordinary process.
///
/// guides/faults.md says when a cell is worth its cost.

namespace anqa {

/// How many empty cells are kept ready, so that a restart need not wait for one; 2 unless set. For the whole
/// program; each takes about a megabyte.
void set_ready_cells(std::size_t count);

/// True in a cell.
bool is_cell();

}  // namespace anqa
