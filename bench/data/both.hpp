#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "measure.hpp"

// What the two C libraries are called for, by hand.
namespace bench {

struct Product {
  std::int64_t id;
  std::string name;
  std::string description;
  std::int64_t price_cents;
  double weight;
  bool active;
};

/// A round of a row by whoever has a connection: get(id), all(), insert(number), insert_all(), begin(),
/// commit().
template <class Database>
double work(const std::string& row, Database& database) {
  if (row == "get" || row == "get_in_turn") {
    for (std::int64_t id = 1; id <= stored_rows; ++id) check(database.get(id).id == id, "get");
    return stored_rows;
  }
  if (row == "all") {
    check(database.all().size() == stored_rows, "all");
    return 1;
  }
  if (row == "insert") {
    for (int i = 0; i < 100; ++i) check(database.insert(i) > 0, "insert");
    return 100;
  }
  if (row == "insert_tx") {
    database.begin();
    for (int i = 0; i < stored_rows; ++i) check(database.insert(i) > 0, "insert");
    database.commit();
    return stored_rows;
  }
  if (row == "insert_all") {
    database.insert_all();
    return 1;
  }
  check(false, "no such row");
  return 0;
}

/// So many connections with their statements prepared.
template <class Database>
std::vector<std::unique_ptr<Database>> connections(int count, const std::string& place) {
  std::vector<std::unique_ptr<Database>> all;
  for (int i = 0; i < count; ++i) {
    all.push_back(std::make_unique<Database>(place));
    all.back()->prepare_all();
  }
  return all;
}

/// The same round by each of them, at the same time when they are several.
template <class Database>
double work_at_once(const std::string& row, std::vector<std::unique_ptr<Database>>& databases) {
  if (databases.size() == 1) return work(row, *databases[0]);
  return on_threads(static_cast<int>(databases.size()),
                    [&](int i) { return work(row, *databases[static_cast<std::size_t>(i)]); });
}

}  // namespace bench
