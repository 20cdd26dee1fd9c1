%% The other side of otp_bench.cpp: the same work, the same counts, in Erlang's own terms.
-module(beam_bench).
-behaviour(gen_server).
-export([main/0, init/1, handle_call/3, handle_cast/2]).

-define(SPAWNS, 200000).
-define(IDLE, 100000).
-define(ROUND_TRIPS, 300000).
-define(CALLS, 300000).

main() ->
    print(spawn, per_second(?SPAWNS, fun spawn_all/0)),
    print(memory, memory()),
    print(ping_pong, per_second(?ROUND_TRIPS, fun ping_pong/0)),
    print(call_1, per_second(?CALLS, fun() -> call(1) end)),
    print(call_64, per_second(?CALLS, fun() -> call(64) end)),
    halt().

print(Name, Number) -> io:format("~p ~p~n", [Name, Number]).

per_second(Count, Fun) ->
    {Microseconds, _} = timer:tc(Fun),
    Count * 1000000 / Microseconds.

spawn_all() ->
    Self = self(),
    [spawn(fun() -> Self ! done end) || _ <- lists:seq(1, ?SPAWNS)],
    wait(?SPAWNS).

wait(0) -> ok;
wait(N) -> receive done -> wait(N - 1) end.

memory() ->
    erlang:garbage_collect(),
    Before = erlang:memory(total),
    Pids = [element(2, gen_server:start(?MODULE, N, [])) || N <- lists:seq(1, ?IDLE)],
    After = erlang:memory(total),
    [exit(Pid, kill) || Pid <- Pids],
    (After - Before) / ?IDLE.

ping_pong() ->
    Self = self(),
    Other = spawn(fun() -> pong(?ROUND_TRIPS) end),
    ping(?ROUND_TRIPS, Self, Other).

ping(0, _, _) -> ok;
ping(N, Self, Other) ->
    Other ! {Self, N},
    receive {Other, N} -> ping(N - 1, Self, Other) end.

pong(0) -> ok;
pong(N) -> receive {From, M} -> From ! {self(), M} end, pong(N - 1).

call(Callers) ->
    {ok, Server} = gen_server:start(?MODULE, 0, []),
    Self = self(),
    [spawn(fun() -> calls(Server, ?CALLS div Callers), Self ! done end) || _ <- lists:seq(1, Callers)],
    wait(Callers),
    gen_server:stop(Server).

calls(_, 0) -> ok;
calls(Server, N) ->
    _ = gen_server:call(Server, add, 5000),
    calls(Server, N - 1).

init(N) -> {ok, N}.
handle_call(add, _From, N) -> {reply, N, N + 1}.
handle_cast(_, N) -> {noreply, N}.
