#pragma once

#include <utility>
#include <vector>

#include "anqa/data/association.hpp"
#include "anqa/runtime/detail/wire_codec.hpp"

// Rows with associations on their way to a cell: what was loaded goes along. Included by association.hpp.

template <anqa::detail::Association A>
struct anqa::Wire<A> {
  using Row = typename A::Related;

  static void put(const A& association, WireWriter& writer) {
    writer.raw(association.loaded());
    if (!association.loaded()) return;
    if constexpr (requires { association.size(); }) {
      detail::wire_put(*association, writer);
    } else {
      const Row* row = association.get();
      writer.raw(row != nullptr);
      if (row) detail::wire_put(*row, writer);
    }
  }
  static void get(A& association, WireReader& reader) {
    const WireReader::Depth depth(reader);
    association = A();
    bool loaded = false;
    detail::wire_get(loaded, reader);
    if (!loaded) return;
    if constexpr (requires { association.size(); }) {
      std::vector<Row> rows;
      detail::wire_get(rows, reader);
      association.put(std::move(rows));
    } else {
      bool there = false;
      detail::wire_get(there, reader);
      if (!there) return association.put_none();
      if (!reader.take_memory(sizeof(Row))) return;
      Row row{};
      detail::wire_get(row, reader);
      association.put(std::move(row));
    }
  }
};
