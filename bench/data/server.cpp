// A PostgreSQL server for a run: prints the address of a database on it and stops when its standard input
// ends.
#include <unistd.h>

#include <cstdio>

#include "anqa/base/log.hpp"
#include "anqa/data/internal/postgres_cluster.hpp"

int main() {
  anqa::set_log_level(anqa::LogLevel::off);
  anqa::detail::PostgresCluster cluster;
  std::printf("%s\n", cluster.new_database().c_str());
  std::fflush(stdout);
  char byte = 0;
  while (read(STDIN_FILENO, &byte, 1) > 0) {
  }
}
