#include "anqa/runtime/detail/place.hpp"

#include <utility>

#include "anqa/runtime/internal/relations.hpp"
#include "anqa/runtime/internal/this_thread.hpp"

namespace anqa::detail {

std::string to_string(const PlacePtr& place) {
  if (!place) return {};
  if (!place->above) return place->id;
  return to_string(place->above) + " / " + place->id;
}

PlacePtr own_place() {
  ProcessCore& core = require_core("a supervisor");
  Relations& relations = relations_of(core);
  if (!relations.place) {
    std::string id = relations.name.empty() ? std::string(core.behaviour->name()) : relations.name;
    relations.place = std::make_shared<const Place>(Place{std::move(id), nullptr});
  }
  return relations.place;
}

PlacePtr place_below(std::string_view id) {
  return std::make_shared<const Place>(Place{std::string(id), own_place()});
}

StartingAt::StartingAt(const PlacePtr& place)
    : before_(std::exchange(this_thread.place, place ? &place : nullptr)) {}
StartingAt::~StartingAt() { this_thread.place = before_; }

}  // namespace anqa::detail
