#include "rows_live.hpp"

namespace bench {

void RowsLive::mount(Socket& socket) {
  std::vector<Row> rows;
  rows.reserve(count);
  for (std::int64_t id = 1; id <= count; ++id) rows.push_back({id, "Row " + std::to_string(id), 0});
  socket.assign<&Assigns::rows>(std::move(rows));
}

void RowsLive::handle_event(Event<"one">, Socket& socket) {
  const auto at = static_cast<std::size_t>(changes_++ % count);
  socket.update<&Assigns::rows>([&](std::vector<Row>& rows) { rows[at].value = changes_; });
}

void RowsLive::handle_event(Event<"all">, Socket& socket) {
  ++changes_;
  socket.update<&Assigns::rows>([&](std::vector<Row>& rows) {
    for (Row& row : rows) row.value = changes_;
  });
}

}  // namespace bench
