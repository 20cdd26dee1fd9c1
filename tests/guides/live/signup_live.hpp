#pragma once

#include <string>

#include "anqa/data/changeset.hpp"
#include "anqa/data/schema.hpp"
#include "anqa/live/components.hpp"
#include "anqa/live/core_components.hpp"
#include "anqa/live/live_view.hpp"

namespace guides {

// [view]
struct Member : anqa::Schema<"members"> {
  std::int64_t id = 0;
  std::string name;
  std::string email;
};

class SignupLive : public anqa::LiveView<SignupLive> {
 public:
  struct Assigns {
    anqa::FormFor<&Member::name, &Member::email> form;
    std::string welcome;
  };

  void mount(Socket& socket) { show(anqa::change(Member{}), {}, socket); }
  void handle_event(Event<"validate">, const Params& params, Socket& socket) {
    show(checked(params["member"]).with_action(anqa::ChangesetAction::insert), params["member"], socket);
  }
  void handle_event(Event<"join">, const Params& params, Socket& socket) {
    auto changeset = checked(params["member"]).with_action(anqa::ChangesetAction::insert);
    if (changeset.valid()) socket.assign<&Assigns::welcome>(changeset.apply_changes().name);
    show(changeset, {}, socket);
  }

 private:
  static anqa::Changeset<Member> checked(const Params& sent);
  static void show(const anqa::Changeset<Member>& changeset, const Params& sent, Socket& socket) {
    socket.assign<&Assigns::form>(anqa::to_form<&Member::name, &Member::email>(changeset, "member", sent));
  }
};
// [/view]

}  // namespace guides
