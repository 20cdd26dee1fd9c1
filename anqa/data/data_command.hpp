#pragma once

#include <optional>

#include "anqa/data/repo.hpp"

namespace anqa {

/// The commands of a database, for main(): gives the program's exit status, or nothing when it was called for
/// something else.
///
///   if (const auto status = anqa::run_data_command(argc, argv, options)) return *status;
///
///   shop migrate    [--step N] [--to VERSION] [--log-migrations-sql] [--quiet]
///   shop rollback   [--step N] [--to VERSION] [--all] [--log-migrations-sql] [--quiet]
///   shop migrations                what was run and what was not
///   shop structure dump|load FILE
///
/// The options are those of the tree's RepoServer, whose repo this does not open. What goes wrong is told on
/// the standard error, with status 1; a command that cannot be understood gives 2.
std::optional<int> run_data_command(int argc, const char* const* argv, const RepoServer::Options& options);

}  // namespace anqa
